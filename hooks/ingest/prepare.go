package ingest

import (
	"database/sql"
	"fmt"
)

// statements are all that the writer runs; each is prepared once.
var statements = []string{
	sqlDataVersion, sqlPark, sqlFindEarly, sqlEarlyDone, sqlWaiting, sqlTakeWaiting, sqlWait,
	sqlInsertMessage, sqlUnverified, sqlEmpty, sqlFillContent, sqlFillPlace, sqlSayStandIn, sqlFetchLater, sqlFileOrphaned,
	sqlContactByUserID, sqlContactByDigits, sqlLearnUserID, sqlLastAt, sqlUnknownByUser, sqlUnknownByPhone, sqlQuoted, sqlLogged, sqlNotesOf, sqlSpelled,
	sqlUpsertConversation, sqlKnownOfUnknown,
	sqlOutboundByWamid, sqlOutboundByID, sqlRaiseStatus,
	sqlTarget, sqlSetReactions, sqlSetEdit, sqlSetRevoked,
	sqlEvent, sqlEventFailed,
	sqlFindTemplate, sqlSetTemplate, sqlNotice,
	sqlCall, sqlInsertCall, sqlUpdateCall, sqlName, sqlNameOf, sqlLabelFromBook, sqlProfileFromBook,
	sqlSettleTime, sqlLeft, sqlLastStatus, sqlInsertConsent, sqlUnknownConsent, sqlBodyOf, sqlSameWamid, sqlTakeOver, sqlDeleteRow, sqlDeleteGhost,
}

func (w *Writer) prepare() error {
	w.stmts = make(map[string]*sql.Stmt, len(statements))
	for _, query := range statements {
		stmt, err := w.db.Prepare(query)
		if err != nil {
			return fmt.Errorf("prepare %q: %w", query, err)
		}
		w.stmts[query] = stmt
	}
	return nil
}
