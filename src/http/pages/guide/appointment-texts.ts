import type { Language } from '../../language.ts';

const zhCn = {
  title: '预约到窗口',
  intro: '预约只是减少等候，不预约也可以直接来。',
  matter: '办理事项',
  choose: '请选择',
  when: '日期和时段',
  free: (count: number) => `余 ${count}`,
  full: '已满',
  name: '姓名',
  phone: '手机号码',
  phoneHint: '用于发送预约确认。',
  send: '预约',
  problemsTitle: '请改正后再提交：',
  problems: {
    matter: '请选择办理事项。',
    time: '请选择一个有余量的时段。',
    full: '您选的时段刚刚约满，请另选一个。',
    name: '请填写姓名（不超过 100 字）。',
    phone: '请填写 11 位手机号码、带区号的座机号码，或以 + 开头的境外号码。',
  },
  done: '预约成功，请保存本页链接，需要时可在此取消。',
  booked: '已预约',
  cancelled: '已取消',
  number: (number: string) => `预约编号 ${number}`,
  time: '时间',
  address: '地址',
  bring: '查看要带的资料',
  cancelTitle: '不能来了？',
  cancel: '取消预约',
  again: '重新预约',
};

export type AppointmentTexts = typeof zhCn;
export type AppointmentProblem = keyof AppointmentTexts['problems'];

const en: AppointmentTexts = {
  title: 'Appointment at the window',
  intro: 'An appointment saves waiting. You can also come without one.',
  matter: 'Matter',
  choose: 'Please choose',
  when: 'Day and time',
  free: (count) => `${count} left`,
  full: 'full',
  name: 'Name',
  phone: 'Phone number',
  phoneHint: 'We send the confirmation there.',
  send: 'Book',
  problemsTitle: 'Please correct this first:',
  problems: {
    matter: 'Please choose a matter.',
    time: 'Please choose a time that has places left.',
    full: 'That time was taken a moment ago: please choose another.',
    name: 'Please give your name (at most 100 characters).',
    phone: 'Please give a mainland mobile number, a landline with area code, or a number starting with +.',
  },
  done: 'Your appointment is booked. Keep the link of this page: you can cancel here.',
  booked: 'booked',
  cancelled: 'cancelled',
  number: (number) => `Appointment ${number}`,
  time: 'Time',
  address: 'Address',
  bring: 'What to bring',
  cancelTitle: 'You cannot come?',
  cancel: 'Cancel the appointment',
  again: 'Book again',
};

/** What visitors read on the pages for appointments. */
export function appointmentTexts(language: Language): AppointmentTexts {
  return language === 'en' ? en : zhCn;
}
