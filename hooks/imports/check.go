package imports

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// maxSamples is how many rows of a kind a report shows.
const maxSamples = 50

// maxRows bounds the memory of a check and the size of a file of refused rows.
const maxRows = 1_000_000

// Report is what an import would do.
type Report struct {
	Total      int     `json:"total"`
	New        int     `json:"new"`        // of nobody who is known
	Duplicates int     `json:"duplicates"` // of customers who are there already
	InFile     int     `json:"in_file"`    // of somebody further up in the file
	Refused    int     `json:"refused"`
	Updates    int     `json:"updates"`  // duplicates that would be given something
	Doubtful   int     `json:"doubtful"` // with a number or address that can't be right; it is kept as it is
	Codes      []Codes `json:"codes"`    // columns with calling codes, and the numbers they go before
	Samples    Samples `json:"samples"`
}

// Codes says which numbers a column with calling codes goes before.
type Codes struct {
	Column string   `json:"column"`
	Before []string `json:"before"`
}

// Samples are rows to look at.
type Samples struct {
	New        []NewSample       `json:"new"`
	Duplicates []DuplicateSample `json:"duplicates"`
	Refused    []RefusedSample   `json:"refused"`
	Doubtful   []DoubtfulSample  `json:"doubtful"`
}

// DoubtfulSample is a row with numbers or addresses that can't be right.
type DoubtfulSample struct {
	Line   int      `json:"line"`
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// NewSample is a row that makes a customer.
type NewSample struct {
	Line     int      `json:"line"`
	Name     string   `json:"name"`
	Contacts []string `json:"contacts"`
}

// DuplicateSample is a row of somebody who is known.
type DuplicateSample struct {
	Line     int         `json:"line"`
	Name     string      `json:"name"`
	Customer CustomerRef `json:"customer"` // without id when it is an earlier row
	Because  string      `json:"because"`
}

// CustomerRef names a customer.
type CustomerRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// RefusedSample is a row that nothing can be made of.
type RefusedSample struct {
	Line   int      `json:"line"`
	Reason string   `json:"reason"`
	Cells  []string `json:"cells"`
}

// Check reads the whole file and tells what an import would do. It writes
// nothing.
func Check(ctx context.Context, app core.App, job *Job) (*Report, error) {
	c := checker{app: app, job: job, known: newIndex(), report: &Report{Samples: Samples{[]NewSample{}, []DuplicateSample{}, []RefusedSample{}, []DoubtfulSample{}}}}
	if err := c.known.load(app); err != nil {
		return nil, err
	}
	c.report.Codes = job.codes()
	maker := job.maker()
	if err := job.crowd(ctx, c.known); err != nil {
		return nil, err
	}
	err := job.rows(func(row Row) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return c.row(maker, row)
	})
	if err == nil {
		err = c.compare()
	}
	if err == nil {
		err = c.nameSamples()
	}
	if err != nil {
		return nil, err
	}
	return c.report, nil
}

type checker struct {
	app    core.App
	job    *Job
	known  *index
	report *Report

	duplicates []duplicate // not compared yet
}

type duplicate struct {
	customer string
	person   Person
}

func (c *checker) row(m *maker, row Row) error {
	r := c.report
	if r.Total++; r.Total > maxRows {
		return fileError("The file has more than a million rows. Split it into several files.")
	}
	p, why := m.person(row)
	if why != "" {
		r.Refused++
		if len(r.Samples.Refused) < maxSamples {
			r.Samples.Refused = append(r.Samples.Refused, RefusedSample{row.Line, why, shown(row.Cells)})
		}
		return nil
	}
	c.doubt(&p)
	keys := keysOf(&p)
	who, k, known := c.known.match(&p, keys)
	if !known {
		who = c.known.row(&p)
	}
	if !known || c.job.Options.Duplicates == Fill { // note: what is skipped teaches nothing
		for _, k := range keys {
			c.known.add(k.text, who)
		}
	}
	o := c.known.people[who]
	if !known {
		r.New++
		if len(r.Samples.New) < maxSamples {
			r.Samples.New = append(r.Samples.New, NewSample{row.Line, p.Name, shownContacts(&p)})
		}
		return nil
	}
	sample := DuplicateSample{Line: row.Line, Name: p.Name, Customer: CustomerRef{ID: o.customer}, Because: k.why}
	if o.line > 0 {
		r.InFile++
		sample.Because = fmt.Sprintf("%s, as in line %d", k.why, o.line)
	} else {
		r.Duplicates++
	}
	if len(r.Samples.Duplicates) < maxSamples {
		r.Samples.Duplicates = append(r.Samples.Duplicates, sample)
	}
	if o.line > 0 || c.job.Options.Duplicates != Fill {
		return nil
	}
	const page = 200
	if c.duplicates = append(c.duplicates, duplicate{o.customer, p}); len(c.duplicates) < page {
		return nil
	}
	return c.compare()
}

// doubt counts a row whose numbers or addresses can't be right.
func (c *checker) doubt(p *Person) {
	values := []string{}
	for _, one := range p.Contacts {
		if one.doubtful {
			values = append(values, clip(one.Value, 100))
		}
	}
	if len(values) == 0 {
		return
	}
	c.report.Doubtful++
	if samples := &c.report.Samples.Doubtful; len(*samples) < maxSamples {
		*samples = append(*samples, DoubtfulSample{p.Line, p.Name, values})
	}
}

// compare counts the duplicates that have something their customer lacks.
func (c *checker) compare() error {
	ids := make([]string, len(c.duplicates))
	for i, d := range c.duplicates {
		ids[i] = d.customer
	}
	stored, err := findExisting(c.app, ids)
	if err != nil {
		return err
	}
	for _, d := range c.duplicates {
		if e := stored[d.customer]; e != nil {
			if changed, missing := e.fill(&d.person, c.known); changed || len(missing) > 0 {
				c.report.Updates++
			}
		}
	}
	c.duplicates = c.duplicates[:0]
	return nil
}

func (c *checker) nameSamples() error {
	samples := c.report.Samples.Duplicates
	ids := []string{}
	for _, s := range samples {
		if s.Customer.ID != "" {
			ids = append(ids, s.Customer.ID)
		}
	}
	records, err := c.app.FindRecordsByIds("customers", ids)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, r := range records {
		names[r.Id] = r.GetString("name")
	}
	for i := range samples {
		samples[i].Customer.Name = names[samples[i].Customer.ID]
	}
	return nil
}

func shownContacts(p *Person) []string {
	all := []string{}
	for _, c := range p.Contacts {
		if c.Type != "email" {
			all = append(all, clip(c.Value, 100))
		}
	}
	for _, address := range addressesOf(p) {
		all = append(all, clip(address, 100))
	}
	return all
}

func shown(cells []string) []string {
	cells = cells[:min(len(cells), MaxColumns)]
	all := make([]string, len(cells))
	for i, cell := range cells {
		all[i] = clip(cell, 200)
	}
	return all
}
