using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Startup;

/// <summary>A start that failed for a cause its operator can mend: lines for them, and an exit code.</summary>
internal sealed record StartupError(int ExitCode, IReadOnlyList<string> Lines)
{
    public const int Configuration = 1;

    /// <summary>Null for what is no fault of the operator: that ends with its stack trace.</summary>
    public static StartupError? From(Exception exception) => exception switch
    {
        StartupException known => new(known.ExitCode, known.Message.Split(Environment.NewLine)),
        OptionsValidationException invalid => new(Configuration, [.. invalid.Failures]),
        AggregateException { InnerExceptions: var all } when all.All(inner => inner is OptionsValidationException) =>
            // Options that are made from invalid ones repeat their failures.
            new(Configuration, [.. Failures(all).Distinct(StringComparer.Ordinal)]),
        IOException { InnerException: AddressInUseException } =>
            new(Configuration, [$"{exception.Message} Stop the program that listens there, or set Urls to another "
                + "port."]),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new(Configuration, ["This user is not allowed to listen on the port in Urls. Set Urls to a port of 1024 or "
                + "higher."]),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            new(Configuration, ["This machine does not have the network address in Urls. Set Urls to an address of "
                + "this machine, or to http://+:5080 for all addresses."]),
        InvalidOperationException when exception.Message.Contains("HTTPS endpoint", StringComparison.Ordinal) =>
            new(Configuration, ["Urls contains an https address, but no certificate is configured. Put a TLS proxy in "
                + "front of MusicAuth and set Urls to an http address, or set Kestrel:Certificates:Default:Path."]),
        _ => null,
    };

    public async Task<int> WriteAsync(TextWriter error)
    {
        foreach (var line in Lines) await error.WriteLineAsync($"musicauth: {line}");
        return ExitCode;
    }

    /// <summary>Checks the configuration for a verb.</summary>
    /// <exception cref="StartupException">It does not hold.</exception>
    public static void RequireValid(Action validate)
    {
        try
        {
            validate();
        }
        catch (Exception failure) when (From(failure) is { } known)
        {
            throw new StartupException(Configuration, string.Join(Environment.NewLine, known.Lines), failure);
        }
    }

    private static IEnumerable<string> Failures(IEnumerable<Exception> all) =>
        all.Cast<OptionsValidationException>().SelectMany(invalid => invalid.Failures);
}
