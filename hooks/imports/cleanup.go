package imports

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// keepFiles is how long an uploaded file is kept after the end of its import.
const keepFiles = 30 * 24 * time.Hour

// Cleanup removes the files of imports that ended 30 days ago, or that were
// uploaded then and never started, and the samples of their cells. The counts
// stay.
func Cleanup(app core.App, now time.Time) error {
	old, err := app.FindRecordsByFilter(Collection,
		"file != '' && state != 'running' && ((finished_at != '' && finished_at < {:before}) || (finished_at = '' && updated < {:before}))",
		"", 0, 0, dbx.Params{"before": date(now.Add(-keepFiles))})
	if err != nil {
		return err
	}
	var failed error
	for _, record := range old {
		record.Set("file", nil)
		record.Set("errors_file", nil)
		var columns []Column
		_ = record.UnmarshalJSONField("columns", &columns) // note: what can't be read is replaced
		for i := range columns {
			columns[i].Samples = []string{}
		}
		record.Set("columns", columns)
		if err := os.Remove(errorsPath(app, record.Id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
		failed = errors.Join(failed, app.Save(record))
	}
	return failed
}
