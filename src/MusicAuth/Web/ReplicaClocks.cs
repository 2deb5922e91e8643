namespace MusicAuth.Web;

/// <summary>The clocks of two replicas can differ.</summary>
internal static class ReplicaClocks
{
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);
}
