-- Whoever asked for more time, or said that it is not theirs, may take that back.
ALTER TYPE "DeadlineRequestStatus" ADD VALUE 'WITHDRAWN';
