namespace MusicAuth.Operations.Metrics;

/// <summary>The values of a metric's exported tags, in their order; null for an absent tag.</summary>
internal readonly record struct MetricLabels(object? First, object? Second, object? Third)
{
    public const int MaxCount = 3;

    public static readonly MetricLabels Overflow = new("(other)", "(other)", "(other)");

    public object? this[int index] => index switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };
}
