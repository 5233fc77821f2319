package ingest

import (
	"slices"

	"pocketcrm/whatsapp"
)

// bulkSlice is how many elements of an import go into one transaction: a new
// message waits for one of these at most, some hundredths of a second.
const bulkSlice = 200

// isBulk tells whether nobody waits for what a body says: an imported history,
// or the address book of the WhatsApp Business app. Both come in great lumps.
func isBulk(events []whatsapp.Event) bool {
	return len(events) > 0 && !slices.ContainsFunc(events, func(e whatsapp.Event) bool {
		return e.Field != "history" && e.Field != "smb_app_state_sync"
	})
}

// submitBulk stores an import slice by slice, so that new messages are stored in
// between, and imports one after the other, so that they don't share a
// transaction. Only when all of it is on the disk is the body acknowledged; what
// was stored before a failure is known when Meta sends it again.
func (w *Writer) submitBulk(ops []op, size int64) error {
	if w.bytes.Add(size) > maxWaitingBytes {
		w.bytes.Add(-size)
		return ErrFull
	}
	defer w.bytes.Add(-size)

	w.bulk.Lock()
	defer w.bulk.Unlock()
	for slice := range slices.Chunk(ops, bulkSlice) {
		if err := w.submit(slice, 0); err != nil {
			return err
		}
	}
	return nil
}
