import { system } from '../../harness/scenario.ts'

const node = (file: string) => ({
  command: ['node', `programs/${file}`],
  image: { from: 'node', mount: '../..' },
})

/** A ledger that appends orders to a file on a disk of its own, and clients that place 20 orders a second. */
export const ledger = system('ledger', {
  folder: import.meta.dirname,
  services: {
    ledger: { ...node('ledger.mjs'), env: { HOST: '{host}', PORT: '{port}', FOLDER: '{folder}' }, diskMb: 4 },
    clients: { ...node('clients.mjs'), env: { LEDGER_URL: '{ledger.url}' }, port: false },
  },
  operations: {
    order: {
      acknowledged: { from: 'clients', match: /acknowledged (?<key>\S+)/ },
      kept: { from: 'ledger', command: ['sh', '-c', 'cat "$FOLDER/orders"'], match: /^(?<key>order-\d+) / },
    },
    attempt: {
      sent: { from: 'clients', match: /sends (?<key>\S+)/ },
      answered: { from: 'clients', match: /(acknowledged|refused) (?<key>\S+)/ },
    },
  },
})
