/** Codes of the register in the words of the window. */
export const words: Readonly<Record<string, string>> = {
  routine: '常规',
  urgent: '紧急',
  special: '特殊',
  completed: '办结',
  notAccepted: '不予受理',
  notSupplemented: '逾期未补正',
  withdrawn: '已撤回',
};
