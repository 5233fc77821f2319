package ingest

import (
	"fmt"

	"pocketcrm/whatsapp"
)

// applyEvent does what one element of a webhook asks for. An error undoes the
// element and parks it.
func (b *batch) applyEvent(e *whatsapp.Event) error {
	e.NotAhead(b.now) // note: one message of 2099 would stay the last of its thread for ever
	if b.w.applyHook != nil {
		if err := b.w.applyHook(e); err != nil {
			return err
		}
	}
	if e.Unverified {
		var err error
		if e, err = b.reduced(e); err != nil {
			return err
		}
	}
	switch e.Kind {
	case whatsapp.KindMessage, whatsapp.KindEcho, whatsapp.KindHistory, whatsapp.KindSystem:
		return b.insertMessage(e)
	case whatsapp.KindStatus:
		return b.applyStatus(e)
	case whatsapp.KindReaction:
		return b.applyReaction(e)
	case whatsapp.KindEdit:
		return b.applyEdit(e)
	case whatsapp.KindRevoke:
		return b.applyRevoke(e)
	case whatsapp.KindIdentity:
		return b.applyIdentity(e)
	case whatsapp.KindPreference:
		return b.applyPreference(e)
	case whatsapp.KindCall:
		return b.applyCall(e)
	case whatsapp.KindBook:
		return b.applyBook(e)
	case whatsapp.KindNotice:
		return b.applyNotice(e)
	case whatsapp.KindEmpty:
		return b.park(e, reasonUnparsable, stateIgnored, e.Problem)
	case whatsapp.KindUnparsable:
		return b.park(e, reasonUnparsable, stateParked, e.Problem)
	case whatsapp.KindUnknownField:
		if _, err := b.notice(e); err != nil {
			return err
		}
		return b.park(e, reasonUnknownField, stateParked, fmt.Sprintf("The webhook field %q is not known to this version.", e.Field))
	default:
		return b.park(e, reasonUnknownField, stateParked, fmt.Sprintf(unused+"%s events of the field %q yet.", e.Kind, e.Field))
	}
}

// unused begins the reason of what a version keeps whole because it has no use
// for it; the next one that has replays it at its start.
const unused = "This version does not use "
