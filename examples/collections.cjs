// A player's profile in one record: scores kept in order, an inventory nested in maps, daily visitors counted by their
// bits, and unique guests estimated. Each change and what it answers is one round trip, applied as a unit.
const Aerospike = require('tendril');

const { bitwise, cdt, hll, lists, maps } = Aerospike;

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const key = new Aerospike.Key('test', 'players', 'ada');
  await client.put(key, { name: 'Ada' }, null, { exists: Aerospike.policy.exists.CREATE_OR_REPLACE });

  // The best three scores; adding to the list and cutting it are one operation list.
  const ordered = { order: lists.order.ORDERED };
  for (const score of [120, 340, 80, 510, 260]) {
    await client.operate(key, [
      lists.append('scores', score, ordered),
      lists.removeByRankRange('scores', -3, 3).invertSelection(),
    ]);
  }
  const best = await client.operate(key, [lists.getRange('scores', 0)]);
  console.log('best scores', best.bins.scores);

  // Things in rooms: maps in a map, made on the way.
  const room = (name) => new cdt.Context().addMapKeyCreate(name, maps.order.KEY_ORDERED);
  await client.operate(key, [
    maps.put('rooms', 'lamp', 2).withContext(room('hall')),
    maps.increment('rooms', 'chair', 4).withContext(room('kitchen')),
    maps.increment('rooms', 'chair', 1).withContext(room('kitchen')),
  ]);
  const kitchen = await client.operate(key, [
    maps.getByKey('rooms', 'chair', maps.returnType.VALUE).withContext(room('kitchen')),
  ]);
  console.log('chairs in the kitchen', kitchen.bins.rooms);

  // One bit a day: days 0, 3 and 4 of a week.
  await client.operate(key, [
    bitwise.resize('days', 1),
    ...[0, 3, 4].map((day) => bitwise.set('days', day, 1, Buffer.from([0x80]))),
  ]);
  const days = await client.operate(key, [bitwise.getInt('days', 0, 7, false)]);
  console.log('days', days.bins.days.toString(2));

  // How many different guests there were, within a few percent, in 3 KB whatever their number.
  const guests = Array.from({ length: 500 }, (_, n) => `guest${n % 200}`);
  const counted = await client.operate(key, [hll.add('guests', guests, 12), hll.getCount('guests')]);
  console.log('about', counted.bins.guests, 'guests');

  client.close();
}

main();
