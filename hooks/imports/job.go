package imports

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Options are a person's choices.
type Options struct {
	Country    string `json:"country"`    // ISO 3166 alpha-2; reads local numbers, and is set where a row has none
	Duplicates string `json:"duplicates"` // skip, fill or add
	// Encoding is one of [Encodings], where the one that was found is wrong.
	Encoding string `json:"encoding,omitempty"`
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// Normal fills in defaults; the sentences are about what can't be, by field.
func (o Options) Normal() (Options, map[string]string) {
	wrong := map[string]string{}
	o.Country = strings.ToUpper(strings.TrimSpace(o.Country))
	if o.Country != "" && (!countryCode.MatchString(o.Country) || countryOf(o.Country) == "") {
		wrong["country"] = "Use a country code of two letters such as GB, or leave it empty."
	}
	if o.Duplicates == "" {
		o.Duplicates = Skip
	}
	if o.Encoding != "" {
		if o.Encoding = EncodingOf(o.Encoding); o.Encoding == "" {
			wrong["encoding"] = "Use one of: " + strings.Join(Encodings, ", ") + "."
		}
	}
	if !slices.Contains(Policies, o.Duplicates) {
		wrong["duplicates"] = "Use skip, fill or add."
	}
	return o, wrong
}

// Job is a file with all that was decided about it. Check and Run read it, each
// from its beginning.
type Job struct {
	Open     Opener
	Format   Format
	Columns  []Column
	Mapping  Mapping
	Options  Options
	Fallback string // ISO 3166: reads numbers where neither row nor options name a country
}

// OpenJob is a job for a file on this machine. mapping is as the command line
// has it, see [ParseMapping].
func OpenJob(path, mapping string, options Options, fallback string) (*Job, error) {
	job := &Job{Open: func() (io.ReadCloser, error) { return os.Open(path) }, Fallback: fallback}
	options, wrong := options.Normal()
	for field, sentence := range wrong {
		return nil, fmt.Errorf("--%s: %s", field, sentence)
	}
	job.Options = options
	var err error
	if job.Format, job.Columns, err = Inspect(job.Open, options.Encoding); err != nil {
		return nil, err
	}
	if job.Mapping, err = ParseMapping(mapping, job.Columns); err != nil {
		return nil, fmt.Errorf("--map: %w", err)
	}
	if sentence := job.Mapping.Check(job.Columns); sentence != "" {
		return nil, errors.New(sentence)
	}
	return job, nil
}

func (j *Job) maker() *maker { return newMaker(j.Columns, j.Mapping, j.Options.Country, j.Fallback) }

// header names the columns as the file of refused rows has them.
func (j *Job) header() []string {
	names := make([]string, len(j.Columns))
	for i, c := range j.Columns {
		names[i] = c.Name
	}
	return names
}

// rows calls each with every row of data.
func (j *Job) rows(each func(Row) error) error {
	_, err := withFile(j.Open, func(file io.Reader) (struct{}, error) {
		reader, _, err := j.Format.Open(file)
		if err != nil {
			return struct{}{}, err
		}
		for {
			row, err := reader.Next()
			if errors.Is(err, io.EOF) {
				return struct{}{}, nil
			}
			if err != nil {
				return struct{}{}, fmt.Errorf("read the file: %w", err)
			}
			if err := each(row); err != nil {
				return struct{}{}, err
			}
		}
	})
	return err
}
