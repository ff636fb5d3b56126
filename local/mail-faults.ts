/** How a test makes the mail capture behave like a mail server in trouble. */
export interface FaultControls {
  /** Refuses the next `count` messages with this answer: 4xx means try later, 5xx never. 451 unless told. */
  failNext(count: number, code?: number): void;
  /** Takes the next `count` messages but breaks the connection instead of saying so. */
  loseNextAnswers(count: number): void;
  /** Refuses an address until `accept` is called for it. 550 unless told. */
  refuse(address: string, code?: number): void;
  accept(address: string): void;
}

/** The controls, and the questions that the capture asks at each step. */
export interface Faults {
  controls: FaultControls;
  /** Throws the SMTP error for this message, if one is due. */
  throwIfDue(): void;
  isAnswerLost(): boolean;
  /** The SMTP error for a refused address; null for any other. */
  refusal(address: string): Error | null;
}

export function createFaults(): Faults {
  let failures = { left: 0, code: 451 };
  let lostAnswers = 0;
  const refused = new Map<string, number>();
  return {
    controls: {
      failNext(count, code = 451) {
        failures = { left: count, code };
      },
      loseNextAnswers(count) {
        lostAnswers = count;
      },
      refuse(address, code = 550) {
        refused.set(address.toLowerCase(), code);
      },
      accept(address) {
        refused.delete(address.toLowerCase());
      },
    },
    throwIfDue() {
      if (failures.left <= 0) return;
      failures.left -= 1;
      throw smtpError(failures.code, 'Refused as the test asked');
    },
    isAnswerLost() {
      if (lostAnswers <= 0) return false;
      lostAnswers -= 1;
      return true;
    },
    refusal(address) {
      const code = refused.get(address.toLowerCase());
      return code === undefined ? null : smtpError(code, 'This address is refused, as the test asked');
    },
  };
}

/** An error that the mail server turns into this answer. */
export function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
