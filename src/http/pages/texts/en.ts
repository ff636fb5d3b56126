import { wordFor } from '../words.ts';
import type { CustomerTexts } from './zh-cn.ts';

const collectionWays: Readonly<Record<string, string>> = {
  counter: 'At the intake window, with a valid document',
  post: 'By post to the address you gave',
  electronic: 'Delivered electronically',
  none: 'Nothing to collect',
};

const templates: Readonly<Record<string, string>> = {
  receipt: 'Receipt of documents',
  'supplement-notice': 'Notice of missing documents',
  'supplement-reminder': 'Reminder of missing documents',
  'supplement-received': 'Supplement received',
  acceptance: 'Notice of acceptance',
  'non-acceptance': 'Notice of non-acceptance',
  'not-supplemented': 'Notice: documents not supplied',
  result: 'Notice of the result',
  'survey-reminder': 'Reminder to rate',
  withdrawal: 'Confirmation of withdrawal',
  'page-link': 'Link to the case',
};

/** What customers read who chose English. */
export const en: CustomerTexts = {
  window: 'Intake window',
  skip: 'Skip to content',
  caseNumber: (number) => `Case ${number}`,
  applicant: 'Applicant',
  footer: (phone) =>
    `Questions? Call the window at ${phone} and give the case number. Please do not pass on the link of this page.`,

  steps: {
    received: 'Received',
    review: 'Review',
    acceptance: 'Acceptance',
    handling: 'Handling',
    finish: 'Finished',
  },
  stepNotAccepted: 'Not accepted',
  stepNotSupplemented: 'Not accepted',
  stepWithdrawn: 'Withdrawn',
  stepNow: 'in progress',
  progress: 'Progress',
  decisionBy: (date) => `We will tell you by ${date} whether we accept it`,
  promisedBy: (date) => `We promise to finish by ${date}`,

  standing: {
    registered: 'We have received your documents and are registering and checking them.',
    reviewing: 'We are reviewing your documents.',
    waitingForSupplement: 'Some documents are missing. Time until you supply them is not counted.',
    accepted: 'Your application is accepted and will be handled.',
    handling: 'The department in charge is handling your application.',
    granted: 'Finished: your application was granted.',
    refused: 'Finished: your application was not granted.',
    completed: 'Finished.',
    notAccepted: 'We are sorry, we cannot accept this application.',
    notSupplemented:
      'The missing documents did not arrive in time, so the application was not accepted. You may apply again.',
    withdrawn: 'Withdrawn as you asked. The case is no longer handled.',
    withdrawing: 'We have received your withdrawal and are dealing with it.',
  },
  reason: 'Reason',
  collection: 'How to collect',
  collectionText: (way) => wordFor(collectionWays, way),

  supplementTitle: 'Documents we still need',
  supplementUntil: (date) =>
    `Please supply all of them by ${date}. After that we cannot accept the application.`,
  supplementDoneTitle: 'Your documents have arrived',
  supplementDone: 'Thank you. We continue the review and will let you know.',
  supplementEmpty: 'Please choose at least one file.',

  noRequirement: 'As the notice says',
  missing: (labels) => `Please fill in or tick: ${labels}.`,
  listSeparator: ', ',
  sending: 'Sending, please wait…',
  viewer: {},

  withdrawLink: 'Withdraw the application',
  withdrawTitle: 'Withdraw the application',
  withdrawDoneTitle: 'We have received your withdrawal',
  withdrawDone: 'We will stop and confirm it to you. If a result was already given, the result stands.',

  surveyTitle: 'Please rate our service',
  surveyUntil: (date) => `Open until ${date}. You can rate once.`,
  surveyNoScore: 'Please choose a rating first.',
  surveyUnreadable: 'Your comment is too long or holds unreadable characters. Please change it.',
  surveyDoneTitle: 'Thank you for rating us',
  surveyDone: 'Your opinion helps us to get better.',
  surveyGiven: (score) => `Your rating: ${score}`,

  noticesTitle: 'Documents issued to you',
  linkHidden: '(the link was only in that message)',
  print: 'Print',
  templateText: (template) => wordFor(templates, template),

  back: 'Back to the case',
  linkTitle: 'This link is not valid or has expired',
  linkHelp:
    'Please use the link of your latest message. You can also ask with case number and query code, or have a new link sent to you.',
  linkQuery: 'Ask by case number',

  query: {
    title: 'See how your case is doing',
    intro: (minutes) =>
      `Case number and query code are on your receipt. The page then stays open for ${minutes} minutes.`,
    number: 'Case number',
    numberHint: 'For example 20260302-TK-0001',
    secret: 'Query code',
    secretHint: '8 letters and digits, upper or lower case',
    send: 'Show the case',
    wrong: (failures, minutes) =>
      `Case number or query code is not right, please check both. After ${failures} wrong codes within ${minutes} minutes a case cannot be asked for by code for ${minutes} minutes.`,
    againTitle: 'No query code?',
    againText: 'Enter the case number and we send a new link to the phone and e-mail in our register.',
    againSend: 'Send me the link again',
    againDoneTitle: 'We have your request',
    againDone: (minutes) =>
      `If the number is right, a new link goes to the phone and e-mail in our register within a few minutes, once in ${minutes} minutes. If nothing arrives, please call the window.`,
    back: 'Back',
    otherLanguage: '中文',
  },
  late: {
    supplementNotOpen: [
      'No documents are expected',
      'Nothing is missing at present, or your documents have already arrived.',
    ],
    supplementTooLate: [
      'The deadline has passed',
      'Documents can no longer be supplied. You may apply again.',
    ],
    withdrawalNotPossible: ['Withdrawal is no longer possible', 'The case is finished or already withdrawn.'],
    surveyNotOpen: ['Rating is not open', 'It has not opened yet, or its time is over.'],
    surveyAnswered: ['You have already rated', 'A case is rated once. Thank you.'],
  },
};
