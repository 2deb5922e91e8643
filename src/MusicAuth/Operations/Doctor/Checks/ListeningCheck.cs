using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether MusicAuth listens at its address, or can.</summary>
internal sealed class ListeningCheck(LocalServerProbe server) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (server.Address is not { } address)
            return CheckResult.Ok;
        return await LocalServerProbe.IsMusicAuthAsync(address, cancellationToken) switch
        {
            true => new CheckResult([], $"{address.GetLeftPart(UriPartial.Authority)}, MusicAuth is running"),
            false => CheckResult.Of(InUse(address)),
            _ when FindObstacle(address) is { } obstacle => CheckResult.Of(obstacle),
            _ => new CheckResult([], $"{address.GetLeftPart(UriPartial.Authority)}, MusicAuth is not running"),
        };
    }

    private static DoctorFinding InUse(Uri address) => DoctorFinding.Error(
        "port_in_use", $"Another program listens on {address.Authority}.", "MusicAuth does not start.",
        "Stop that program, or set Urls to another port, for example http://127.0.0.1:5081.");

    private static DoctorFinding? FindObstacle(Uri address)
    {
        if (!IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            return null;
        using var socket = new TcpListener(ip, address.Port);
        try
        {
            socket.Start();
            return null;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AccessDenied)
        {
            return DoctorFinding.Error(
                "port_not_allowed", $"This user is not allowed to listen on port {address.Port}.",
                "MusicAuth does not start.", "Set Urls to a port of 1024 or higher.");
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return DoctorFinding.Error(
                "address_not_local", $"This machine does not have the network address {address.Host}.",
                "MusicAuth does not start.",
                "Set Urls to an address of this machine, or to http://+:5080 for all addresses.");
        }
        catch (SocketException)
        {
            return InUse(address);
        }
    }
}
