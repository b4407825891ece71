-- A request that was answered before every coordinator had heard of it: the question is not put to them any more.
ALTER TYPE "StopReason" ADD VALUE 'ANSWERED';
