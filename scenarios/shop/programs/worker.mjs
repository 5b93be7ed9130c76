// Carries orders out, one after the other, and says so.
import { Redis } from 'ioredis'

const redis = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null })
redis.on('error', () => {})
console.log('working')
for (;;) {
  const order = await redis.blmove('orders:queue', 'orders:done', 'RIGHT', 'LEFT', 0)
  console.log(`done ${order}`)
}
