import { theConsultation } from './consultation.js';

theConsultation('redis');
