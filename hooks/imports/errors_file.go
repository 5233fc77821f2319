package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// refusedRow is a row for the file of errors.
type refusedRow struct {
	row Row
	why string
}

// errorsFile is the CSV file of refused rows: their columns as they were, but
// that none is a formula, then line and reason. It is made when the first row comes.
//
// How much of it counts is stored with the rows of the import, so that after a
// crash it neither lacks a row nor has one twice.
type errorsFile struct {
	path      string
	delimiter byte
	header    []string
	file      *os.File
	size      int64 // what counts
}

// write appends rows behind the part that counts and returns its new length,
// which counts once the caller has set size to it.
func (f *errorsFile) write(rows []refusedRow) (int64, error) {
	if len(rows) == 0 {
		return f.size, nil
	}
	if err := f.open(); err != nil {
		return 0, fmt.Errorf("open the file of refused rows: %w", err)
	}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Comma = rune(f.delimiter)
	var err error
	if f.size == 0 {
		text.WriteString("\ufeff") // for spreadsheets
		err = w.Write(allHarmless(append(append([]string{}, f.header...), "line", "reason")))
	}
	for _, r := range rows {
		cells := make([]string, max(len(f.header), len(r.row.Cells)), len(r.row.Cells)+len(f.header)+2)
		copy(cells, r.row.Cells)
		err = errors.Join(err, w.Write(allHarmless(append(cells, strconv.Itoa(r.row.Line), r.why))))
	}
	w.Flush()
	_, writeErr := f.file.WriteAt(text.Bytes(), f.size)
	end := f.size + int64(text.Len())
	if err := errors.Join(err, w.Error(), writeErr, f.file.Truncate(end), f.file.Sync()); err != nil {
		return 0, fmt.Errorf("write the file of refused rows: %w", err)
	}
	return end, nil
}

func (f *errorsFile) open() error {
	if f.file != nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	// note: it can only be shorter when somebody has removed it meanwhile
	f.size = min(f.size, end)
	f.file = file
	return nil
}

// close ends the file where it counts. It says whether there is one.
func (f *errorsFile) close() (exists bool, err error) {
	if f.size > 0 && f.file == nil {
		if err := f.open(); err != nil {
			return false, err
		}
	}
	if f.file == nil {
		return false, nil
	}
	err = errors.Join(f.file.Truncate(f.size), f.file.Close())
	f.file = nil
	if f.size == 0 {
		return false, errors.Join(err, os.Remove(f.path))
	}
	return true, err
}

// allHarmless makes cells harmless, which are the caller's.
func allHarmless(cells []string) []string {
	for i := range cells {
		cells[i] = harmless(cells[i])
	}
	return cells
}
