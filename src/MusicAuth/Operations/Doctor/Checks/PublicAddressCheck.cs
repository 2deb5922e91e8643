namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the address that browsers use leads to the running MusicAuth.</summary>
internal sealed class PublicAddressCheck(LocalServerProbe server, PublicAddress address) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var origin = new Uri(address.Origin);
        if (server.Address is not { } listening || origin == listening
            || await LocalServerProbe.IsMusicAuthAsync(listening, cancellationToken) is not true)
            return new CheckResult([], address.Origin);
        return new CheckResult(
            await LocalServerProbe.IsMusicAuthAsync(origin, cancellationToken) switch
            {
                true => [],
                false => [Elsewhere()],
                // A container often cannot reach the address of its own proxy.
                null => [Unreachable()],
            },
            address.Origin);
    }

    private DoctorFinding Elsewhere() => DoctorFinding.Warning(
        "public_url_elsewhere", $"Another program answers at {address.Origin}, or its certificate is not valid.",
        "Redirects and owner links lead there.",
        "Set Web:PublicUrl to the address at which browsers reach MusicAuth, or correct the reverse proxy.");

    private DoctorFinding Unreachable() => DoctorFinding.Info(
        "public_url_unreachable", $"This machine cannot reach {address.Origin}.",
        "That is normal where the reverse proxy is on another network.",
        "If browsers cannot reach it either, correct Web:PublicUrl or the reverse proxy.");
}
