import { crashes } from './crash.js';

crashes('postgres');
