import { theConsultation } from './consultation.js';

theConsultation('postgres');
