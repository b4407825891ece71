-- Hosts who have not said which dates suit them are reminded before the poll closes.
ALTER TYPE "ConsultationStepKind" ADD VALUE 'POLL_REMINDED';
