namespace MusicAuth.Upstream;

// placeholder until the governor branch is merged
public sealed class UpstreamWatch
{
    public UpstreamException? Report(UpstreamTurn turn, UpstreamException? fault) => fault;
}
