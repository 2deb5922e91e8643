namespace MusicAuth.Sandbox.Faults;

internal static class FaultContextExtensions
{
    public static void SetFaults(this HttpContext context, IReadOnlyList<FaultRule> hits) =>
        context.Items[typeof(FaultContextExtensions)] = hits;

    public static TokenFaults TokenFaults(this HttpContext context) => new(HitsOf(context));

    public static ListFaults ListFaults(this HttpContext context) => new(HitsOf(context));

    public static FaultRule? Find(this IReadOnlyList<FaultRule> hits, string kind) =>
        hits.FirstOrDefault(rule => rule.Kind == kind);

    private static IReadOnlyList<FaultRule> HitsOf(HttpContext context) =>
        context.Items[typeof(FaultContextExtensions)] as IReadOnlyList<FaultRule> ?? [];
}
