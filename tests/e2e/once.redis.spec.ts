import { onceOnly } from './once.js';

onceOnly('redis');
