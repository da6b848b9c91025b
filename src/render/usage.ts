/** What `lavastream render --help` says. */
export const USAGE = `Usage: lavastream render INPUT -o OUT.wav|OUT.opus [options]

Renders a track through a player's pipeline (decoder, resampler, filters, volume, Opus encoder) into a file, as fast as
the machine can, without a server, a bot or a voice channel.

  INPUT                 a file, or an http(s) URL; of a playlist, its selected or first track
  -o, --output FILE     .wav: 48 kHz stereo; .opus: Ogg Opus as the node would send it
      --filters JSON    the object that PATCH player takes as "filters", e.g. '{"lowPass":{"smoothing":20}}'
      --volume N        player volume, a whole number from 0 to 1000; default 100
      --start MS        begin there, milliseconds of the track; default 0
      --end MS          end there, milliseconds of the track; default: its end
      --format FORMAT   of the samples in a WAV: f32 (default; exact, may exceed full scale) or s16 (clipped)
      --json            one line of JSON on stdout instead of a sentence
  -h, --help            this text

The node's settings count here, too (application.yml, environment, --lavalink.server.resamplingQuality=HIGH, …).
A recording of a live stream ends with --end, or with Ctrl+C. Exit codes: 0 rendered, 1 not (all of it), 2 wrong arguments.
`;
