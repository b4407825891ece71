import { theMainJob } from './main-job.js';

theMainJob('redis');
