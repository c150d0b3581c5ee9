# shellcheck shell=bash disable=SC2034  # build.sh uses the variables
# Finds the tools and the Python for a build, and installs what is missing. Sourced by build.sh.

python=''      # the interpreter whose headers and NumPy are used; set by find_python
python_why=()  # why each other candidate was rejected
missing=()     # what the verb needs and this machine lacks

# Everything that the verbs setup, build, demo, test, lint and coverage need: one installation serves them all.
debian_packages=(cmake gcc libc6-dev make python3-dev python3-numpy python3-pytest python3-coverage gcovr
    clang-format black flake8 shellcheck yamllint g++ cython3 pybind11-dev python3-dbg libopenblas0-pthread
    python3-scipy python3-statsmodels python3-pandas python3-sklearn redis-server zsh)

ensure_test_packages() {  # without them some tests are skipped, and say so
    has dpkg-query && can_install || return 0
    local packages=("${debian_packages[@]}" python3-azure) # Microsoft's clients of the service: 0.6 GB, so for the tests only
    if [[ $python == /usr/bin/python3* ]] && ! dpkg-query -s "${packages[@]}" &>/dev/null; then
        install_packages "${packages[@]}"
    fi
    if has chromium || has google-chrome; then return; fi
    if grep -qs '^ID=debian' /etc/os-release; then
        install_packages chromium
    else
        say 'this system has no package of Chromium: the tests of the page are skipped'  # Ubuntu's is a snap
    fi
}

ensure_tools() {  # [NEED...]: commands, and Python modules as python:MODULE, beside those of every build
    dotnet --version >/dev/null || die "install the .NET SDK 10: https://dotnet.microsoft.com/download/dotnet/10.0"
    find_missing "$@"
    if ((${#missing[@]} == 0)); then return; fi
    echo "missing: ${missing[*]}"
    # Debian's npm conflicts with a Node.js from elsewhere, which has its own.
    has npm || [[ " $* " != *' npm '* ]] || debian_packages+=(nodejs npm)
    install_packages "${debian_packages[@]}"
    find_missing "$@"
    ((${#missing[@]} == 0)) || die "still missing after the installation: ${missing[*]}" "${python_why[@]}"
}

find_missing() {  # [NEED...]
    local need modules=()
    missing=()
    has_cmake || missing+=('CMake 3.21')
    has_compiler "${CC:-cc}" || missing+=('a C compiler')
    has make || missing+=(make)
    for need in "$@"; do
        case $need in
            python:*) modules+=("${need#python:}") ;;
            *) has "$need" || missing+=("$need") ;;
        esac
    done
    find_python "${modules[@]}" || missing+=("Python 3.8 with its headers, libpython, NumPy${modules[*]:+, ${modules[*]}}")
}

has() { command -v "$1" >/dev/null; }

has_cmake() {  # 3.21 is the first with version 3 of CMakePresets.json
    has cmake && printf '3.21\n%s\n' "$(cmake --version | sed -n 's/^cmake version //p')" | sort -CV
}

has_compiler() {  # COMPILER
    echo '#include <stdio.h>' | "$1" -x c -fsyntax-only - 2>/dev/null
}

find_python() {  # [MODULE...]: sets python to the first candidate that lacks nothing
    local candidate answer
    python_why=()
    while read -r candidate; do
        if answer=$("$candidate" .ci/python_lacks.py "$@" 2>/dev/null </dev/null); then
            python=$answer
            return
        fi
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

can_install() {  # sets as_root
    as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    has apt-get && "${as_root[@]}" true 2>/dev/null
}

install_packages() {  # PACKAGE...: Debian packages; those that are installed are left as they are
    local install=(apt-get install -y --no-install-recommends --no-upgrade "$@")
    if ! can_install; then
        die "on Debian or Ubuntu, run: sudo apt-get update && sudo ${install[*]}" "${python_why[@]}"
    fi
    say "installing $*"
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}
