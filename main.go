// Pocket CRM is a WhatsApp inbox and customer log in one process. This file
// wires it together; what it does is in the packages below.
package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/plugins/migratecmd"
	"github.com/pocketbase/pocketbase/tools/hook"

	"pocketcrm/hooks"
	"pocketcrm/hooks/machine"
	_ "pocketcrm/pb_migrations"
)

//go:embed all:pb_public
var embedded embed.FS

// memoryGoal is from where on Go collects what is left behind more often, rather
// than let it grow to as much again: beside large pictures and lists the process
// stays below 300 MB. It is no limit, and GOMEMLIMIT sets another.
const memoryGoal = 240 << 20

func main() {
	closeToOthers()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

// run reads the command line args, which are also os.Args (PocketBase reads
// those), and runs the command.
func run(args []string) error {
	if len(args) > 0 && args[0] == "simulate" { // note: PocketBase would make a data directory for it
		command := simulateCommand(os.Getenv)
		command.SetArgs(args[1:])
		return command.Execute()
	}
	// note: no development mode, which PocketBase would switch on under "go
	// run": it prints every statement with its values, customers' messages
	config := pocketbase.Config{DefaultDev: false, DBConnect: hooks.ConnectDB}
	trying := &demo{}
	cfg, err := hooks.ConfigFromEnv(os.Getenv)
	if isDemo(args) {
		config.DefaultDataDir = demoDir
		trying, err = newDemo()
		cfg = trying.cfg
	}
	if err != nil {
		return err
	}

	app := pocketbase.NewWithConfig(config)
	publicDir := app.RootCmd.PersistentFlags().String("publicDir", "pb_public", "serve the staff pages from this directory if it exists, else the built-in ones")
	_ = app.RootCmd.ParseFlags(args) // note: early, for publicDir; a wrong flag is reported by the command
	if isDemo(args) {
		if err := prepareDemo(app.DataDir(), args[1:]); err != nil {
			return err
		}
	}

	cfg.Public = public(*publicDir)
	hooks.Register(app, cfg)
	trying.app = app
	migratecmd.MustRegister(app, app.RootCmd, migratecmd.Config{Dir: "pb_migrations"})
	app.RootCmd.AddCommand(trying.command(), simulateCommand(os.Getenv), eventsCommand(app, cfg), mediaCommand(app, cfg), importCommand(app, cfg),
		superuserCommand(app), annotated(ownOrigins(cmd.NewServeCommand(app, true)), locksData))

	// note: PocketBase v0.39 drops the errors of its commands
	command, _, err := app.RootCmd.Find(args)
	if err != nil {
		return err
	}
	// note: one before hooks.Register's own look at the directory, one behind it
	app.OnBootstrap().Bind(&hook.Handler[*core.BootstrapEvent]{Priority: -10_000, Func: func(e *core.BootstrapEvent) error { return findData(e, command) }})
	app.OnBootstrap().BindFunc(func(e *core.BootstrapEvent) error { return prepareData(e, command) })
	failed := keepErrors(app.RootCmd)
	return machine.Explain(app.DataDir(), errors.Join(app.Execute(), failed()))
}

// public is the directory if it is there, so that a checkout serves live
// files, else what was built in.
func public(dir string) fs.FS {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return os.DirFS(dir)
	}
	return apis.MustSubFS(embedded, "pb_public")
}
