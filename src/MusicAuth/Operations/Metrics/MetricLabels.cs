namespace MusicAuth.Operations.Metrics;

/// <summary>The values of a metric's told tags, in their order; what is absent is null.</summary>
internal readonly record struct MetricLabels(object? First, object? Second, object? Third)
{
    public const int MaxCount = 3;

    /// <summary>Stands for all beyond the limit.</summary>
    public static readonly MetricLabels Overflow = new("(other)", "(other)", "(other)");

    public object? this[int index] => index switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };
}
