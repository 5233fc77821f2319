package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

// simulation is a run of the simulator alone, for any program that uses the
// Cloud API.
type simulation struct {
	options  simulator.Options
	http     string
	state    string
	scenario string
	load     string
	inbox    string
	email    string
	password string
	disorder string
	seed     uint64
	speed    float64
	hold     bool
	noLimits bool
	fromEnv  map[string]bool // secrets that are not printed
}

// simulateCommand is "simulate" of the command line. It needs no data directory.
func simulateCommand(getenv func(string) string) *cobra.Command {
	sim := &simulation{fromEnv: map[string]bool{}}
	c := &cobra.Command{
		Use:   "simulate",
		Short: "Plays WhatsApp's Cloud API for any program, on this machine",
		Long: "Plays WhatsApp's Cloud API, with a phone page to write as any customer. It is not Meta's and sends nothing to anybody.\n\n" +
			"Ids and secrets are also read from the variables that the inbox reads, WHATSAPP_ACCESS_TOKEN and so on,\n" +
			"which keeps the secrets out of the list of processes. What is given nowhere is made up and printed.",
		Args:          cobra.NoArgs,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := sim.readEnvironment(c, getenv); err != nil {
				return err
			}
			sim.email, sim.password = getenv("CRM_LOAD_EMAIL"), getenv("CRM_LOAD_PASSWORD")
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return sim.run(ctx, c.OutOrStdout(), c.Flags().Changed("seed"))
		},
	}
	flags, o := c.Flags(), &sim.options
	flags.StringVar(&sim.http, "http", "127.0.0.1:8091", "the address to listen on")
	flags.BoolVar(&o.AllowRemote, "allow-remote", false, "take requests from other machines too; whoever reaches it can do everything")
	flags.StringVar(&o.WebhookURL, "webhook", "", "where the webhooks go; without it none do")
	flags.StringVar(&o.PhoneNumberID, "phone-number-id", "", "Graph id of the business number")
	flags.StringVar(&o.BusinessAccountID, "waba-id", "", "id of the WhatsApp Business account")
	flags.StringVar(&o.DisplayPhoneNumber, "phone", "", "the business number")
	flags.StringVar(&o.BusinessName, "name", "", "the name of the business")
	flags.StringVar(&o.AccessToken, "token", "", "the access token that calls must bear")
	flags.Var((*simulator.Duration)(&o.TokenLifetime), "token-lifetime", "how long the token lives on the simulated clock, such as 24h; POST /simulator/token sets the next; 0 is without an end")
	flags.StringVar(&o.AppSecret, "app-secret", "", "what webhooks are signed with")
	flags.BoolVar(&o.DemandProof, "demand-proof", false, "refuse calls without appsecret_proof")
	flags.StringVar(&o.VerifyToken, "verify-token", "", "what the webhook address is verified with")
	flags.StringVar(&sim.state, "state", "", "a file that keeps everything over a restart")
	flags.StringVar(&sim.scenario, "scenario", "", "play this file and exit")
	flags.StringVar(&sim.load, "load", "", "measure the webhook under load and exit: customers=200,rate=500,seconds=30")
	flags.StringVar(&sim.inbox, "inbox", "", "address of the inbox, whose sends --load with sends=20 measures; CRM_LOAD_EMAIL and CRM_LOAD_PASSWORD sign in")
	flags.Uint64Var(&sim.seed, "seed", 0, "deliver in disorder, the same with the same number")
	flags.StringVar(&sim.disorder, "disorder", "", "which disorder: duplicate=0.1,reorder=0.2,early=0.2,drop=0.05,delay=2s,batch=20")
	flags.Float64Var(&sim.speed, "speed", 1, "how fast the simulated clock runs")
	flags.BoolVar(&sim.noLimits, "no-limits", false, "take any number of messages and calls; Meta takes 80 a second, and few to one person in a row")
	flags.BoolVar(&sim.hold, "hold", false, "hold the simulated clock; POST /simulator/clock moves it")
	return c
}

// readEnvironment fills in what no flag says.
func (sim *simulation) readEnvironment(c *cobra.Command, getenv func(string) string) error {
	cfg, err := hooks.ConfigFromEnv(getenv)
	if err != nil {
		return err
	}
	o := &sim.options
	o.PhoneNumberID = cmp.Or(o.PhoneNumberID, cfg.PhoneNumberID, simulator.DefaultPhoneNumberID)
	o.BusinessAccountID = cmp.Or(o.BusinessAccountID, cfg.BusinessAccountID, simulator.DefaultBusinessAccountID)
	appSecret, verifyToken := "", ""
	if len(cfg.AppSecrets) > 0 {
		appSecret = cfg.AppSecrets[0]
	}
	if getenv("WHATSAPP_VERIFY_TOKEN") != "" || getenv("WHATSAPP_VERIFY_TOKEN_FILE") != "" {
		verifyToken = cfg.VerifyToken
	}
	for _, one := range []struct {
		flag, variable string
		field          *string
		value          string
	}{
		{"token", "WHATSAPP_ACCESS_TOKEN", &o.AccessToken, cfg.AccessToken},
		{"app-secret", "WHATSAPP_APP_SECRET", &o.AppSecret, appSecret},
		{"verify-token", "WHATSAPP_VERIFY_TOKEN", &o.VerifyToken, verifyToken},
	} {
		switch {
		case *one.field != "":
		case one.value != "":
			*one.field, sim.fromEnv[one.variable] = one.value, true
		default:
			*one.field = rand.Text()
		}
	}
	return nil
}

func (sim *simulation) run(ctx context.Context, out io.Writer, seeded bool) (err error) {
	listener, err := sim.listen()
	if err != nil {
		return err
	}
	defer listener.Close()
	if sim.noLimits {
		sim.options.Rates = simulator.NoLimits
	}
	phone := simulator.New(sim.options)
	server := &http.Server{Handler: phone, ReadHeaderTimeout: 10 * time.Second}
	defer func() { err = errors.Join(err, phone.Close(), server.Close()) }()
	if err := sim.prepare(phone, seeded); err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	switch {
	case sim.scenario != "":
		return sim.playScenario(ctx, out, phone)
	case sim.load != "":
		return sim.runLoad(ctx, out, phone)
	}
	sim.print(out, listener.Addr().String())
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return nil
	}
}

func (sim *simulation) listen() (net.Listener, error) {
	if !sim.options.AllowRemote {
		listener, err := simulator.Listen(sim.http)
		if err != nil && !strings.Contains(err.Error(), "in use") {
			err = fmt.Errorf("%w (--allow-remote takes others, and lets everybody who reaches it do everything)", err)
		}
		return listener, err
	}
	return net.Listen("tcp", sim.http)
}

// prepare loads the state and sets clock and disorder.
func (sim *simulation) prepare(phone *simulator.Simulator, seeded bool) error {
	if sim.state != "" {
		if err := phone.KeepState(sim.state); err != nil {
			return err
		}
	}
	if sim.speed != 1 {
		if err := phone.Clock().Speed(sim.speed); err != nil {
			return err
		}
	}
	if sim.hold {
		phone.Clock().Hold()
	}
	if sim.disorder != "" {
		d, err := simulator.ParseDisorder(sim.disorder, sim.seed)
		if err != nil {
			return err
		}
		return phone.SetDisorder(d)
	}
	if seeded {
		return phone.SetDisorder(simulator.SomeDisorder(sim.seed))
	}
	return nil
}

func (sim *simulation) playScenario(ctx context.Context, out io.Writer, phone *simulator.Simulator) error {
	file, err := os.Open(sim.scenario)
	if err != nil {
		return err
	}
	defer file.Close()
	scenario, err := simulator.ReadScenario(file)
	if err != nil {
		return fmt.Errorf("%s: %w", sim.scenario, err)
	}
	report, err := phone.RunScenario(ctx, scenario)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d of %d steps done in %.1f s\n", cmp.Or(report.Name, sim.scenario), report.Done, report.Steps, report.TookMS/1000)
	if !report.OK {
		return errors.New(report.Problem)
	}
	return nil
}

func (sim *simulation) print(out io.Writer, addr string) {
	o := sim.options
	fmt.Fprintf(out, `
  A simulator of WhatsApp's Cloud API. It is not Meta's, is not connected to
  WhatsApp and sends nothing to anybody. Stop it with Ctrl-C.

  Phone     http://%[1]s/
  Graph     http://%[1]s/v25.0/%[2]s/messages
  Webhooks  %[3]s

  For the inbox, or any other program:

`, addr, o.PhoneNumberID, cmp.Or(o.WebhookURL, "nowhere; say where with --webhook"))
	for _, line := range [][2]string{
		{"WHATSAPP_GRAPH_URL", "http://" + addr},
		{"WHATSAPP_PHONE_NUMBER_ID", o.PhoneNumberID},
		{"WHATSAPP_BUSINESS_ACCOUNT_ID", o.BusinessAccountID},
		{"WHATSAPP_ACCESS_TOKEN", o.AccessToken},
		{"WHATSAPP_APP_SECRET", o.AppSecret},
		{"WHATSAPP_VERIFY_TOKEN", o.VerifyToken},
	} {
		if sim.fromEnv[line[0]] {
			fmt.Fprintf(out, "  # %s as in the environment of this command\n", line[0])
			continue
		}
		fmt.Fprintf(out, "  %s=%s\n", line[0], line[1])
	}
	fmt.Fprintln(out)
}
