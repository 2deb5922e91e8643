using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations;

/// <summary>A start that failed for a cause its operator can mend: lines for them, and an exit code.</summary>
internal sealed record StartFailure(int ExitCode, IReadOnlyList<string> Lines)
{
    public const int Configuration = 1;

    /// <summary>Null for what is no fault of the operator: that ends with its stack trace.</summary>
    public static StartFailure? Of(Exception exception) => exception switch
    {
        StartupException known => new(known.ExitCode, known.Message.Split(Environment.NewLine)),
        OptionsValidationException invalid => new(Configuration, [.. invalid.Failures]),
        AggregateException { InnerExceptions: var all } when all.All(inner => inner is OptionsValidationException) =>
            // Options that are made from invalid ones repeat their failures.
            new(Configuration, [.. Failures(all).Distinct(StringComparer.Ordinal)]),
        IOException { InnerException: AddressInUseException } =>
            new(Configuration, [$"{exception.Message} Stop what listens there, or set Urls to another port."]),
        InvalidDataException { InnerException: FormatException or System.Text.Json.JsonException } =>
            new(Configuration, ["appsettings.json is no valid JSON. Mend it or take it away."]),
        _ => null,
    };

    public async Task<int> WriteAsync(TextWriter error)
    {
        foreach (var line in Lines) await error.WriteLineAsync($"musicauth: {line}");
        return ExitCode;
    }

    /// <summary>Checks the configuration for a verb.</summary>
    /// <exception cref="StartupException">It does not hold.</exception>
    public static void Require(Action validate)
    {
        try
        {
            validate();
        }
        catch (Exception failure) when (Of(failure) is { } known)
        {
            throw new StartupException(Configuration, string.Join(Environment.NewLine, known.Lines), failure);
        }
    }

    private static IEnumerable<string> Failures(IEnumerable<Exception> all) =>
        all.Cast<OptionsValidationException>().SelectMany(invalid => invalid.Failures);
}
