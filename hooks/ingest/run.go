package ingest

// Run does something in one transaction with what else the writer has to
// store, and returns after the commit. It must be short: messages wait. What
// it says has changed is told to pages and subscribers. Its error undoes what it
// did and is returned; nobody else is concerned.
func (w *Writer) Run(do func(s Store) (Change, error)) error {
	return w.insist(func(b *batch) error {
		changed, err := do(b)
		if err != nil {
			return err
		}
		b.staged.updated = append(b.staged.updated, changed.Rows...)
		b.staged.touched = append(b.staged.touched, changed.Conversations...)
		return nil
	})
}
