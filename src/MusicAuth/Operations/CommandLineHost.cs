using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using MusicAuth.Web;

namespace MusicAuth.Operations;

/// <summary>The builder, with the configuration sources in their order of DESIGN section 4.</summary>
public static class CommandLineHost
{
    private const string SecretsDirectory = "/run/secrets";

    // Other files there are somebody else's, or the master key: they must not be readable as settings.
    private static readonly string[] OwnSections =
        ["Web", "Database", "Vault", "Spotify", "Deezer", "Access", "Library", "Upstream", "Redis"];

    public static WebApplicationBuilder CreateBuilder(string[] args, string secretsDirectory = SecretsDirectory)
    {
        // Without IIS, HTTP/3 and further loggers, of which nothing is used.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        // Below everything, for an appsettings.json of the operator's own that does not name it.
        builder.Configuration.Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = [new("Urls", ListeningAddress.Default)] });
        TakeEmptyVariablesAsAbsent(builder.Configuration.Sources);
        AddSecrets(builder.Configuration, secretsDirectory);
        // Once more: above the secrets.
        builder.Configuration.AddCommandLine(args);
        return builder;
    }

    private static void TakeEmptyVariablesAsAbsent(IList<IConfigurationSource> sources)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
                sources[i] = new EnvironmentVariables();
        }
    }

    private static void AddSecrets(ConfigurationManager configuration, string directory)
    {
        if (!Directory.Exists(directory)) return;
        configuration.Add<KeyPerFileConfigurationSource>(source =>
        {
            source.FileProvider = new PhysicalFileProvider(directory);
            source.Optional = true;
            source.IgnoreCondition = file => !IsOwn(file);
        });
    }

    private static bool IsOwn(string file) =>
        file.Split("__") is [var section, _, ..] && OwnSections.Contains(section, StringComparer.OrdinalIgnoreCase);

    private sealed class EnvironmentVariables : EnvironmentVariablesConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        // `Spotify__PublicUrl: ${SPOTIFY_PUBLIC_URL:-}` of a compose file says "not set" by an empty value.
        public override void Load()
        {
            base.Load();
            foreach (var (key, _) in Data.Where(setting => string.IsNullOrWhiteSpace(setting.Value)).ToList())
                Data.Remove(key);
        }
    }
}
