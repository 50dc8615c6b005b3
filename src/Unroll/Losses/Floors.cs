namespace Unroll.Losses;

/// <summary>What the likelihoods ask of the least scale.</summary>
internal static class Floors
{
    public static double Check(string who, double floor) => floor > 0 && double.IsFinite(floor)
        ? floor
        : throw new ArgumentOutOfRangeException(nameof(floor), floor, $"{who}: the floor is {floor}, expected a finite number above 0, because without one the density of a target that is hit grows without bound.");
}
