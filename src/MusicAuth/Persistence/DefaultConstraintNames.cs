using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace MusicAuth.Persistence;

/// <summary>
/// Keeps EF's default names of keys and foreign keys, such as <c>PK_grants</c>: the naming convention renames columns
/// only. Names that a mapping states stay.
/// </summary>
internal sealed class DefaultConstraintNames : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(
        IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            IEnumerable<IConventionAnnotatable> constraints =
                [.. entity.GetKeys(), .. entity.GetForeignKeys(), .. entity.GetIndexes()];
            foreach (var constraint in constraints)
                constraint.Builder.HasNoAnnotation(RelationalAnnotationNames.Name);
        }
    }
}
