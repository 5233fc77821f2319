package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"pocketcrm/hooks"
	"pocketcrm/hooks/imports"
)

// errInterrupted ends the program with 1; what there is to say has been said.
var errInterrupted = errors.New("the import was interrupted")

// importFlags are the flags of "import customers".
type importFlags struct {
	options imports.Options
	mapping string
	check   bool
	errors  string
}

// importCommand is "import customers FILE" of the command line.
func importCommand(app core.App, cfg hooks.Config) *cobra.Command {
	flags := importFlags{}
	customers := &cobra.Command{
		Use:   "customers FILE",
		Short: "Imports customers and their contacts from a CSV file, also beside a running server",
		Long: "Imports customers and their contacts from a CSV file, also beside a running server.\n\n" +
			"Somebody whose number or e-mail address is there already is a duplicate. Rows that can't be\n" +
			"imported are written to FILE.errors.csv with the reason. An interrupted import can be done\n" +
			"again: what was written is then skipped, except for rows without a number and e-mail address.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := app.RunAllMigrations(); err != nil {
				return err
			}
			ctx, done := interruptible(app)
			defer done()
			return importCustomers(ctx, app, cfg, c.OutOrStdout(), args[0], flags)
		},
	}
	customers.Flags().StringVar(&flags.options.Country, "country", "", "country of the customers, such as GB: reads numbers without a country code")
	customers.Flags().StringVar(&flags.options.Duplicates, "duplicates", imports.Skip, "what to do with duplicates: "+strings.Join(imports.Policies, ", "))
	customers.Flags().StringVar(&flags.options.Encoding, "encoding", "", "encoding of the file, where names are garbled: "+strings.Join(imports.Encodings, ", "))
	customers.Flags().StringVar(&flags.mapping, "map", "", "what columns are, where the guess is wrong: \"Column=field,…\", with ignore for none")
	customers.Flags().BoolVar(&flags.check, "check", false, "say what would be imported and write nothing")
	customers.Flags().StringVar(&flags.errors, "errors", "", "file for refused rows (default FILE.errors.csv)")
	parent := &cobra.Command{Use: "import", Short: "Imports lists from other programs"}
	parent.AddCommand(annotated(customers, needsData))
	return annotated(parent, needsData)
}

// interruptible is a context that ends with the program. PocketBase closes the
// database at a signal, so it has to wait until done is called.
func interruptible(app core.App) (ctx context.Context, done func()) {
	ctx, cancel := context.WithCancel(context.Background())
	finished := make(chan struct{})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Priority: -2000, Func: func(e *core.TerminateEvent) error {
		select {
		case <-finished:
			return e.Next()
		default:
		}
		cancel()
		<-finished
		return errors.Join(errInterrupted, e.Next())
	}})
	return ctx, func() { cancel(); close(finished) }
}

func importCustomers(ctx context.Context, app core.App, cfg hooks.Config, out io.Writer, path string, flags importFlags) error {
	job, err := imports.OpenJob(path, flags.mapping, flags.options, cfg.DefaultCountry)
	if err != nil {
		return err
	}
	showColumns(out, job)
	report, err := imports.Check(ctx, app, job)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(out, "Nothing was written.")
		return nil // note: the end of the program says that it was interrupted
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d rows: %d new, %d of customers who are there, %d twice in the file, %d can't be imported.\n",
		report.Total, report.New, report.Duplicates, report.InFile, report.Refused)
	if report.Doubtful > 0 {
		fmt.Fprintf(out, "%d rows have a number or address that can't be right; it is kept as it is and marked.\n", report.Doubtful)
	}
	if flags.check {
		showRefused(out, report)
		fmt.Fprintln(out, "Nothing was written.")
		return nil
	}

	errorsPath := flags.errors
	if errorsPath == "" {
		errorsPath = path + ".errors.csv"
	}
	if sameFile(path, errorsPath) {
		return errors.New("--errors names the file that is imported; choose another name")
	}
	// note: one of an earlier import would be taken for this one's
	if err := os.Remove(errorsPath); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("remove the old file of refused rows: %w", err)
	}
	bar := newProgressBar(os.Stderr, report.Total)
	run := imports.Run{App: app, Job: job, ErrorsPath: errorsPath, Tell: func(p imports.Progress) { bar.show(p.Done) }}
	progress, err := run.Do(ctx)
	bar.end()
	fmt.Fprintf(out, "%d customers and %d contacts were created, %d customers were filled in, %d rows were skipped as duplicates.\n",
		progress.CreatedCustomers, progress.CreatedContacts, progress.UpdatedCustomers, progress.Skipped)
	if err != nil {
		fmt.Fprintf(out, "The import stopped after %d of %d rows; those stay. Start it again for the rest: what was written is skipped as a duplicate, but rows without a number and e-mail address would be there twice, so remove them from the file first.\n", progress.Done, report.Total)
	}
	// note: last, where it is read; the program ends well when some were refused
	if progress.Refused > 0 {
		fmt.Fprintf(out, "%d of %d rows were refused; they are in %s with the reason of each.\n", progress.Refused, report.Total, errorsPath)
	} else {
		fmt.Fprintln(out, "No row was refused.")
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// showColumns tells what the columns are taken for, with names by which a
// person sees whether the encoding is right.
func showColumns(out io.Writer, job *imports.Job) {
	fmt.Fprintf(out, "Read as %s. Columns:\n", job.Format.Encoding)
	for i, column := range job.Columns {
		field := string(job.Mapping[i])
		switch before := job.CodesBefore(i); {
		case field == "":
			field = "(ignored)"
		case len(before) > 0:
			field += ", before " + strings.Join(before, ", ")
		}
		fmt.Fprintf(out, "  %s → %s", column.Name, field)
		if sample := strange(column.Samples); sample != "" {
			fmt.Fprintf(out, "  (%s)", sample)
		}
		fmt.Fprintln(out)
	}
}

// strange are the samples with letters beyond ASCII.
func strange(samples []string) string {
	found := []string{}
	for _, sample := range samples {
		if strings.ContainsFunc(sample, func(r rune) bool { return r >= utf8.RuneSelf }) {
			found = append(found, sample)
		}
	}
	return strings.Join(found, ", ")
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

func showRefused(out io.Writer, report *imports.Report) {
	const most = 10
	for i, refused := range report.Samples.Refused {
		if i == most {
			fmt.Fprintf(out, "  … and %d more\n", report.Refused-most)
			return
		}
		fmt.Fprintf(out, "  line %d: %s\n", refused.Line, refused.Reason)
	}
}

// progressBar is one line of a terminal; elsewhere it is silent.
type progressBar struct {
	out   *os.File
	total int
	shown time.Time
	began time.Time
}

func newProgressBar(out *os.File, total int) *progressBar {
	info, err := out.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		out = nil
	}
	return &progressBar{out: out, total: total, began: time.Now()}
}

func (b *progressBar) show(done int) {
	const pause, width = 250 * time.Millisecond, 40
	if b.out == nil || time.Since(b.shown) < pause || b.total == 0 || done == 0 {
		return
	}
	b.shown = time.Now()
	left := time.Duration(float64(time.Since(b.began)) / float64(done) * float64(b.total-done)).Round(time.Second)
	full := min(width*done/b.total, width)
	fmt.Fprintf(b.out, "\r[%s%s] %d of %d, %s left  ", strings.Repeat("=", full), strings.Repeat(" ", width-full), done, b.total, left)
}

func (b *progressBar) end() {
	if b.out != nil {
		fmt.Fprintf(b.out, "\r%s\r", strings.Repeat(" ", 80))
	}
}
