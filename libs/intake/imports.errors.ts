import { Conflict, Invalid } from '../platform/index.js';
import type { BuiltOn } from '../recommendations/index.js';

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

export class QuestionsOpen extends Conflict {
  constructor(asked: number) {
    super('questions-open', `${asked} words of the file are not explained yet; say what they mean, then apply.`, {
      asked,
    });
  }
}

export class NoTextColumn extends Conflict {
  constructor() {
    super('no-text-column', 'No column holds the recommendations yet; say which one does, then apply.');
  }
}

export class MeaningUnknown extends Invalid {
  constructor(about: string, meaning: string) {
    super('meaning-unknown', `${meaning} is nothing a ${about} can mean.`);
  }
}

export class ColumnsDiffer extends Invalid {
  constructor(has: number, said: number) {
    super('columns-differ', `The file has ${has} columns, and ${said} were described.`);
  }
}

export class NothingToUndo extends Conflict {
  constructor(status: string) {
    super('nothing-to-undo', `Only an applied import can be undone; this one is ${status.toLowerCase()}.`, {
      importStatus: status,
    });
  }
}

export class BuiltUpon extends Conflict {
  constructor(readonly builtOn: BuiltOn) {
    const named = Object.entries(builtOn).filter(([, count]) => count > 0);
    super(
      'built-upon',
      `The import cannot be undone any more, for something was built on it: ${named.map(([what, count]) => `${what}: ${count}`).join(', ')}.`,
      { builtOn },
    );
  }
}
