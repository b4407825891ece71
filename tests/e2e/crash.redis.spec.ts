import { crashes } from './crash.js';

crashes('redis');
