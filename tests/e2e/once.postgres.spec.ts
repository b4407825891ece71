import { onceOnly } from './once.js';

onceOnly('postgres');
