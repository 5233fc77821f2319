package main

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"pocketcrm/hooks"
)

// eventsCommand is "events replay" of the command line.
func eventsCommand(app core.App, cfg hooks.Config) *cobra.Command {
	events := &cobra.Command{Use: "events", Short: "Manages what WhatsApp sent and could not be applied"}
	all := false
	replay := &cobra.Command{
		Use:   "replay [--all] [ID…]",
		Short: "Applies parked events again: those named, or all",
		RunE: func(c *cobra.Command, ids []string) error {
			if all == (len(ids) > 0) {
				return errors.New("name the events to replay, or use --all")
			}
			if err := app.RunAllMigrations(); err != nil {
				return err
			}
			summary, err := hooks.ReplayEvents(app, cfg, ids...)
			fmt.Fprintf(c.OutOrStdout(), "%d applied, %d still parked.\n", summary.Applied, summary.Parked)
			return err
		},
	}
	replay.Flags().BoolVar(&all, "all", false, "replay all parked events")
	events.AddCommand(annotated(replay, needsData))
	return annotated(events, needsData)
}
