# Knows which tools a build needs, which Python it takes them from, and how what is missing is installed.
# Sourced by build.sh, whose say and die it uses.

python=''        # the Python whose headers and NumPy are used; find_python chooses it
python_why=()    # why each one before it was passed over
python_lacks=''  # what the last of those lacks
packages=()      # Debian packages that bring what is missing

ensure_tools() {  # [MODULE...], which Python must have: silent if all is there
    dotnet --version >/dev/null || die "install the .NET SDK 10: https://dotnet.microsoft.com/download/dotnet/10.0"
    find_missing "$@"
    if ((${#packages[@]} == 0)); then return; fi
    install_packages
    find_missing "$@"
    ((${#packages[@]} == 0)) || die "still missing after the installation: ${packages[*]}" "${python_why[@]}"
}

find_missing() {
    packages=()
    has_cmake || packages+=(cmake)
    has_compiler || packages+=(gcc libc6-dev)
    has make || packages+=(make)
    find_python "$@" || add_python_packages "$@"
}

has() { command -v "$1" >/dev/null; }

has_cmake() {  # presets as we use them came with 3.21
    has cmake && printf '3.21\n%s\n' "$(cmake --version | sed -n 's/^cmake version //p')" | sort -CV
}

has_compiler() {  # [COMPILER]
    echo '#include <stdio.h>' | "${1:-${CC:-cc}}" -x c -fsyntax-only - 2>/dev/null
}

find_python() {
    local candidate answer
    python_why=()
    while read -r candidate; do
        if answer=$("$candidate" .ci/python_lacks.py "$@" 2>/dev/null </dev/null); then
            python=$answer
            return
        fi
        python_lacks=$answer
        python_why+=("$candidate: ${answer:+lacks }${answer:-does not run}")
    done < <(python_candidates)
    [[ -z ${OUTLIERS_PYTHON:-} ]] && return 1
    die "OUTLIERS_PYTHON cannot be used" "${python_why[@]}"
}

python_candidates() {
    if [[ -n ${OUTLIERS_PYTHON:-} ]]; then
        echo "$OUTLIERS_PYTHON"
        return
    fi
    [[ -z ${VIRTUAL_ENV:-} ]] || echo "$VIRTUAL_ENV/bin/python3"
    if has python3; then type -ap python3; fi
    echo /usr/bin/python3
}

add_python_packages() {  # for what /usr/bin/python3, the last candidate, lacks; all if it does not run
    local lacks=${python_lacks:-numpy headers $*}
    [[ $lacks != *numpy* ]] || packages+=(python3-numpy)
    [[ $lacks != *pytest* ]] || packages+=(python3-pytest)
    [[ $lacks != *grpc* ]] || packages+=(python3-grpcio)
    [[ $lacks != *protobuf* ]] || packages+=(python3-protobuf)
    [[ $lacks != *@(headers|libpython|version)* ]] || packages+=(python3-dev)
}

install_packages() {
    local install=(apt-get install -y --no-install-recommends "${packages[@]}") as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    if ! has apt-get || ! "${as_root[@]}" true 2>/dev/null; then
        die "on Debian or Ubuntu, run: sudo apt-get update && sudo ${install[*]}" "${python_why[@]}"
    fi
    say "installing ${packages[*]}"
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}
