package door

// recent remembers what was written last, for about as many keys as most, and
// at most twice as many: what strangers make us remember must not grow with
// them. When the young are full they become the old, and the old are forgotten.
type recent[V any] struct {
	most       int
	young, old map[uint64]V
}

func (r *recent[V]) get(key uint64) (V, bool) {
	if v, ok := r.young[key]; ok {
		return v, true
	}
	v, ok := r.old[key]
	return v, ok
}

func (r *recent[V]) set(key uint64, v V) {
	if _, here := r.young[key]; !here && len(r.young) >= r.most {
		r.old, r.young = r.young, nil
	}
	if r.young == nil {
		r.young = make(map[uint64]V)
	}
	delete(r.old, key)
	r.young[key] = v
}

func (r *recent[V]) forget(key uint64) {
	delete(r.young, key)
	delete(r.old, key)
}
