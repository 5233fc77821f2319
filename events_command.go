package main

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"pocketcrm/hooks"
	"pocketcrm/hooks/ingest"
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
			summary, err := replayEvents(app, cfg, ids)
			fmt.Fprintf(c.OutOrStdout(), "%d applied, %d still parked.\n", summary.Applied, summary.Parked)
			return err
		},
	}
	replay.Flags().BoolVar(&all, "all", false, "replay all parked events")
	events.AddCommand(annotated(replay, needsData))
	return annotated(events, needsData)
}

// replayEvents replays one event after the other, so that an error can name
// its event, or all of them when none is named.
func replayEvents(app core.App, cfg hooks.Config, ids []string) (ingest.Summary, error) {
	if len(ids) == 0 {
		return hooks.ReplayEvents(app, cfg)
	}
	total := ingest.Summary{}
	for _, id := range ids {
		summary, err := hooks.ReplayEvents(app, cfg, id)
		if err != nil {
			return total, fmt.Errorf("event %s: %w", id, err)
		}
		total.Applied += summary.Applied
		total.Parked += summary.Parked
	}
	return total, nil
}
