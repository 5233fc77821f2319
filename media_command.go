package main

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"pocketcrm/hooks"
)

// mediaCommand is "media retry" of the command line.
func mediaCommand(app core.App, cfg hooks.Config) *cobra.Command {
	media := &cobra.Command{Use: "media", Short: "Manages the files of messages"}
	all := false
	retry := &cobra.Command{
		Use:   "retry --all",
		Short: "Has the server fetch every file again that is not there",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !all {
				return errors.New("use --all to fetch all missing files again; for one there is a button at the message")
			}
			if err := app.RunAllMigrations(); err != nil {
				return err
			}
			count, err := hooks.RetryMedia(app, cfg)
			if err == nil {
				fmt.Fprintf(c.OutOrStdout(), "%d files will be fetched: within a minute by a running server, else by the next one.\n", count)
			}
			return err
		},
	}
	retry.Flags().BoolVar(&all, "all", false, "retry all missing files")
	media.AddCommand(annotated(retry, needsData))
	return annotated(media, needsData)
}
