// FORMAT.md 9.2: whether facts were written by a later version than 1.
const COMMON = ['v', 'type', 'case', 'at', 'made', 'heads', 'content', 'was'];
const MEMBERS = {
  'case.open': 'parties takes origin acute', 'handover.offer': 'to kind mode under calendar reason after unsafety conditions conditions_digest informed informed_at waitlist relocation first_contact monitor others', 'handover.accept': 're', pickup: 're', 'handover.refuse': 're reason',
  'handover.withdraw': 're', 'waitlist.start': 're', 'waitlist.end': 're', escalate: 'level reason about next_of', 'escalate.answer': 're answer', settle: 'outcome from resolves agrees', close: 'reason',
  reopen: 'reason', 'party.add': 'party role', 'party.remove': 'party', assess: 'outcome unsafety', 'trajectory.start': 'service', 'trajectory.end': 'outcome', join: '', contact: 'kind', 'monitoring.start': '', 'monitoring.end': '',
  note: '', ack: 'opened facts_only unreadable', introduce: 'party identity', rekey: 'epoch channel parties', 'epoch.open': 'epoch parties rekey', erased: 'leaves',
};

export function isNewer(facts) {
  if (facts.type.startsWith('note.') && facts.type.length > 5) return false; // in any version
  if (facts.v !== 1) return true;
  if (!(facts.type in MEMBERS)) return true;
  const form = facts.type === 'settle' && 'agrees' in facts ? 'agrees' : MEMBERS[facts.type];
  const known = [...COMMON, ...form.split(' ')];
  return Object.keys(facts).some((name) => !known.includes(name) && !name.startsWith('x_'));
}
