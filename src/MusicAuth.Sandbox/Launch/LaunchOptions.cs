namespace MusicAuth.Sandbox.Launch;

/// <summary>The options of the command line.</summary>
internal sealed record LaunchOptions(string Url, string BrokerUrl, string Data, bool StartsBroker)
{
    public const string Usage =
        """
        MusicAuth.Sandbox: simulated Spotify and Deezer, and a MusicAuth that uses them.

          --urls <url>         where the simulated providers listen   (http://127.0.0.1:5090)
          --broker-urls <url>  where MusicAuth listens                (http://127.0.0.1:5080)
          --data <folder>      where both keep their data             (data/sandbox)
          --no-broker          only the providers
          --help               this text
        """;

    /// <summary>Null and an error if an argument is unknown.</summary>
    public static LaunchOptions? Read(IReadOnlyList<string> args, out string? error)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--urls"] = "http://127.0.0.1:5090",
            ["--broker-urls"] = "http://127.0.0.1:5080",
            ["--data"] = Path.Combine("data", "sandbox"),
        };
        var withBroker = true;
        error = null;
        for (var at = 0; at < args.Count; at++)
        {
            var parts = args[at].Split('=', 2);
            if (args[at] == "--no-broker")
                withBroker = false;
            else if (!values.ContainsKey(parts[0]))
                error = $"Unknown argument: {args[at]}";
            else if (parts.Length == 2)
                values[parts[0]] = parts[1];
            else if (++at < args.Count)
                values[parts[0]] = args[at];
            else
                error = $"{parts[0]} needs a value";
        }

        return error is null
            ? new(values["--urls"], values["--broker-urls"], Path.GetFullPath(values["--data"]), withBroker)
            : null;
    }
}
