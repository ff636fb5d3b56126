import { createRandom, type Random } from './random.ts';

/** A person made for a test or the demo; the number has the right check digit, the phone leads nowhere. */
export interface SamplePerson {
  name: string;
  idNumber: string;
  phone: string;
  email: string;
  address: string;
}

export interface SampleCompany {
  name: string;
  creditCode: string;
  phone: string;
  email: string;
  address: string;
}

// Three characters each and unusual together, so that finding one in a log means that it leaked.
const surnames = ['欧阳', '诸葛', '司徒', '上官', '令狐', '东方', '慕容', '皇甫', '尉迟', '公孙'] as const;
const commonSurnames = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '黄',
  '赵',
  '周',
  '吴',
  '徐',
  '孙',
  '马',
  '朱',
  '胡',
] as const;
const givenFirst = [
  '雨',
  '思',
  '嘉',
  '梓',
  '浩',
  '明',
  '若',
  '宇',
  '书',
  '晓',
  '文',
  '子',
  '俊',
  '雅',
  '天',
] as const;
const givenSecond = [
  '桐',
  '涵',
  '彤',
  '轩',
  '瑶',
  '哲',
  '琳',
  '霖',
  '昕',
  '璇',
  '婷',
  '辰',
  '妍',
  '睿',
  '萱',
] as const;
const regions = ['110105', '310104', '320102', '330106', '440305', '510107', '420106', '610113'] as const;
const cities = [
  '北京市朝阳区',
  '上海市徐汇区',
  '南京市玄武区',
  '杭州市西湖区',
  '深圳市南山区',
  '成都市武侯区',
] as const;
const streets = ['枫林', '望江', '湖滨', '锦绣', '文汇', '长乐', '听涛', '芙蓉'] as const;
const trades = ['精密机械', '建筑装饰', '电子科技', '环保设备', '物流服务', '医疗器械', '新材料'] as const;
const brands = ['恒拓', '瑞禾', '启衡', '泽沐', '云栎', '铭晟', '博泓', '嘉屿'] as const;

/** Makes people and companies, one after another, never the same number twice for one seed. */
export function createPeople(seed: number): { person(): SamplePerson; company(): SampleCompany } {
  const random = createRandom(seed);
  // Numbers count up from the seed, so that neither phone nor mailbox repeats within a run.
  let serial = (seed * 7919) % 10_000_000;
  const nextSerial = () => String((serial = (serial + 1) % 10_000_000)).padStart(7, '0');
  const contact = (mailbox: string) => ({
    phone: `1${random.pick(['37', '38', '58', '59', '86'])}9${nextSerial()}`,
    email: `${mailbox}.${serial}@customer.example`,
    address: `${random.pick(cities)}${random.pick(streets)}路${random.below(800) + 1}号${random.below(30) + 1}室`,
  });
  return {
    person: () => ({
      name: personName(random),
      idNumber: idNumber(random),
      ...contact('kehu'),
    }),
    company: () => ({
      name: `${random.pick(['杭州', '苏州', '宁波', '无锡'])}${random.pick(brands)}${random.pick(trades)}有限公司`,
      creditCode: creditCode(random),
      ...contact('gongsi'),
    }),
  };
}

function personName(random: Random): string {
  return random.below(4) === 0
    ? `${random.pick(surnames)}${random.pick(givenSecond)}`
    : `${random.pick(commonSurnames)}${random.pick(givenFirst)}${random.pick(givenSecond)}`;
}

/** GB 11643: region, birth day of a grown-up, sequence, check digit. */
function idNumber(random: Random): string {
  const year = 1962 + random.below(38);
  const month = String(1 + random.below(12)).padStart(2, '0');
  const day = String(1 + random.below(28)).padStart(2, '0');
  const body = `${random.pick(regions)}${year}${month}${day}${String(1 + random.below(998)).padStart(3, '0')}`;
  return body + idCheckDigit(body);
}

/** The 18th digit for 17 given ones (GB 11643, ISO 7064 MOD 11-2). */
export function idCheckDigit(body: string): string {
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return '10X98765432'.charAt(sum % 11);
}

/** GB 32100: registration department, kind, region, organisation code, check character. */
function creditCode(random: Random): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const organisation = Array.from({ length: 8 }, () => alphabet.charAt(random.below(alphabet.length))).join(
    '',
  );
  const body = `91${random.pick(regions)}${organisation}${organisationCheck(organisation)}`;
  const sum = [...body].reduce(
    (total, character, index) => total + alphabet.indexOf(character) * (3 ** index % 31),
    0,
  );
  return body + alphabet.charAt((31 - (sum % 31)) % 31);
}

/** GB 11714: the ninth character of an organisation code, which uses all letters but never I, O, S, V, Z here. */
function organisationCheck(body: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...body].reduce(
    (total, character, index) => total + alphabet.indexOf(character) * (weights[index] ?? 0),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
