using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;

namespace MusicAuth.Operations.Settings;

/// <summary>The builder, with the configuration sources in their order of DESIGN section 4.</summary>
public static class BrokerBuilderFactory
{
    private const string SecretsDirectory = "/run/secrets";

    /// <exception cref="StartupException">A file of the configuration cannot be read.</exception>
    public static WebApplicationBuilder Create(string[] args, string secretsDirectory = SecretsDirectory)
    {
        var arguments = SettingArguments.Parse(args);
        try
        {
            return Create(arguments, secretsDirectory);
        }
        catch (InvalidDataException broken)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"{SettingsFileIn(broken.Message)} is not valid JSON{PlaceOf(broken.InnerException)}. Correct the file "
                + "or remove it.",
                broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"MusicAuth cannot read a configuration file: {unreadable.Message} Make the file readable for this "
                + "user, or remove it.",
                unreadable);
        }
    }

    private static WebApplicationBuilder Create(SettingArguments arguments, string secretsDirectory)
    {
        // Without IIS, HTTP/3 and further loggers, of which nothing is used.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = arguments.Normalized,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        // Below everything, for an appsettings.json of the operator's own that does not name it.
        builder.Configuration.Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = [new("Urls", ListeningAddress.Default)] });
        TakeEmptyVariablesAsAbsent(builder.Configuration.Sources);
        AddSecrets(builder.Configuration, secretsDirectory);
        // Once more: above the secrets.
        builder.Configuration.AddCommandLine(arguments.Normalized);
        Review(builder, arguments, secretsDirectory);
        return builder;
    }

    private static void Review(WebApplicationBuilder builder, SettingArguments arguments, string secretsDirectory)
    {
        var review = new ConfigurationCheck();
        review.Add(arguments.Errors);
        review.CheckNames(builder.Configuration, secretsDirectory);
        review.CheckValues(builder.Configuration);
        if (review.CorrectedValues.Count > 0)
            builder.Configuration.AddInMemoryCollection(review.CorrectedValues);
        builder.Services.AddSingleton(new SettingErrors(review.Errors));
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
            // Other files there are somebody else's, or the master key: they must not be readable as settings.
            source.IgnoreCondition = file => !IsOwn(file);
        });
    }

    private static bool IsOwn(string file) =>
        file.Split("__") is [var section, _, ..] && SettingCatalog.IsSection(section);

    // The framework says: … file '/app/appsettings.json'.
    private static string SettingsFileIn(string message) =>
        message.Split('\'') is [_, var file, _, ..] ? file : "appsettings.json";

    private static string PlaceOf(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is System.Text.Json.JsonException { LineNumber: { } line })
                return $" (line {line + 1})";
        }

        return "";
    }

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
