import { Conflict, Invalid } from '../platform/index.js';

export class NoFile extends Invalid {
  constructor() {
    super('no-file', 'Send the file as multipart/form-data, in a part called file.');
  }
}

export class NotPreviewed extends Conflict {
  constructor(status: string) {
    super(
      'not-previewed',
      `Only an import whose preview is ready can be applied; this one is ${status.toLowerCase()}.`,
      { importStatus: status },
    );
  }
}

export class NothingToCancel extends Conflict {
  constructor(status: string) {
    super('nothing-to-cancel', `This import is ${status.toLowerCase()} and cannot be cancelled any more.`, {
      importStatus: status,
    });
  }
}

export class NothingToTryAgain extends Conflict {
  constructor(status: string) {
    super(
      'nothing-to-try-again',
      `Only an import that failed can be tried again; this one is ${status.toLowerCase()}.`,
      { importStatus: status },
    );
  }
}

export class FieldsUnreadable extends Invalid {
  constructor(what: string) {
    super('fields-unreadable', `The fields sent with the file cannot be read: ${what}`);
  }
}
