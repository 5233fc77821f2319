package ingest

import "sync"

// identities remembers who a number or user id belongs to, also that it
// belongs to nobody, so that a message of somebody who has just written needs
// no look-up. It is emptied whenever a contact changes. The hook that does so
// runs inside the contact's transaction, which holds the one connection for
// writing: no batch can be under way between the change and its commit.
type identities struct {
	mu    sync.Mutex
	known map[partyKey]match
}

// partyKey is what of a party decides whose it is.
type partyKey struct{ waID, userID string }

// maxIdentities bounds the memory: some 20 MB.
const maxIdentities = 100_000

func newIdentities() *identities {
	return &identities{known: make(map[partyKey]match)}
}

func (i *identities) get(key partyKey) (match, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	m, ok := i.known[key]
	return m, ok
}

func (i *identities) put(key partyKey, m match) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.known) >= maxIdentities {
		clear(i.known)
	}
	i.known[key] = m
}

func (i *identities) drop(key partyKey) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.known, key)
}

func (i *identities) forget() {
	i.mu.Lock()
	defer i.mu.Unlock()
	clear(i.known)
}

// remember keeps what a batch looked up. It is called before the commit, while
// nobody else can change a contact; if the commit fails, all is forgotten.
func (b *batch) remember() {
	if b.learned {
		b.w.identities.forget() // note: what was looked up since then is true
	}
	for key, m := range b.lookedUp {
		b.w.identities.put(key, m)
	}
}

const sqlDataVersion = `PRAGMA data_version`

// noticeOthers forgets what it knew when another process has changed the
// database, a command line beside the server for instance.
func (b *batch) noticeOthers() error {
	var version int64
	if err := b.stmt(sqlDataVersion).QueryRowContext(b.ctx).Scan(&version); err != nil {
		return err
	}
	if version == b.w.dataVersion && !b.w.early.inDoubt() {
		return nil
	}
	b.w.dataVersion = version
	b.w.identities.forget()
	if err := b.loadHas(); err != nil {
		return err
	}
	return b.w.loadWaiting()
}

// EventsChanged says that rows of whatsapp_events were changed by somebody
// else, in the dashboard for instance. Call it inside the transaction that
// does so.
func (w *Writer) EventsChanged() { w.early.doubt() }

// ContactsChanged says that a contact was created, changed or deleted. Call it
// inside the transaction that does so.
func (w *Writer) ContactsChanged() { w.identities.forget() }
