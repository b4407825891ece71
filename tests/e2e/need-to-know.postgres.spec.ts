import { needToKnow } from './need-to-know.js';

needToKnow('postgres');
